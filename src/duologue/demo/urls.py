from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("be/", views.be, name="be"),
    path("next-week/", views.next_week, name="next-week"),
    path("letters/", views.letters, name="letters"),
]
