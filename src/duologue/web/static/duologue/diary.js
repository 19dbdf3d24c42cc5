// “Same as yesterday” on a diary card fills in the feelings here, so that it works without a signal. Urges are never filled in.
for (const button of document.querySelectorAll("[data-same]"))
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const form = button.form;
    for (const { name, value } of button.attributes) {
      if (!name.startsWith("data-") || name === "data-same") continue;
      const radio = form.querySelector(`input[name="${name.slice(5)}"][value="${value}"]`);
      if (radio) radio.checked = true;
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
    button.textContent = "The feelings are as yesterday";
  });

// A week that is wider than the phone begins with its newest day in view.
for (const last of document.querySelectorAll(".matrix thead th:last-child")) last.scrollIntoView({ block: "nearest", inline: "end" });
