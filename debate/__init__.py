"""The Django project: settings, addresses, the embedded database and the supervisor behind `make run`."""
