# One fit by R's lme4, with its own defaults; prints seconds and log-likelihood. Started by benchmarks/growth.py.
suppressMessages(library(lme4))
folder <- commandArgs(trailingOnly = TRUE)[1]
held <- read.csv(file.path(folder, "courses.csv"), header = FALSE, col.names = c("whose", "when", "what"))
before <- proc.time()[["elapsed"]]
held$x <- log1p(held$when)
found <- suppressWarnings(suppressMessages(lmer(what ~ x + (x | whose), held, REML = TRUE)))
took <- proc.time()[["elapsed"]] - before
cat(sprintf('{"seconds": %.6f, "log_likelihood": %.12f, "version": "%s"}\n',
  took, as.numeric(logLik(found)), as.character(packageVersion("lme4"))))
