from django.urls import path

from . import views

app_name = "service"
urlpatterns = [
    path("service/", views.counts, name="counts"),
    path("service/outcomes/", views.outcome_counts, name="outcomes"),
    path("service/progress/", views.progress, name="progress"),
    path("service/four-words/", views.four_words, name="four-words"),
]
