"""Addresses of this app."""

from django.urls import path

from grid import views

app_name = "grid"
urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/report/", views.report, name="report"),
    path("tasks/where/", views.where, name="where"),
    path("tasks/<int:pk>/", views.task, name="task"),
]
