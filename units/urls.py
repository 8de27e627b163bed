"""Addresses of the frame: home, the door, the lock, account, security, seat, notices, registry, calendar, map layer."""

from django.urls import path

from units.views import account, calendar, frame, lock, login, notices, registry, seats, second, security, sounds

urlpatterns = [
    path("", frame.home, name="home"),
    path("nothing/", frame.nothing, name="nothing"),
    path("login/", login.login, name="login"),
    path("login/code/", second.code, name="login_code"),
    path("login/setup/", second.setup, name="login_setup"),
    path("login/password/", second.password, name="login_password"),
    path("login/onward/", second.onward, name="login_onward"),
    path("login/again/", second.again, name="login_again"),
    path("logout/", login.logout, name="logout"),
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("here/", lock.here, name="here"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.end_sessions, name="end_sessions"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/sounds/", sounds.sounds, name="sounds"),
    path("account/codes/", account.recovery_codes, name="recovery_codes"),
    path("security/", security.security, name="security"),
    path("security/people/", security.people, name="security_people"),
    path("security/person/", security.person, name="security_person"),
    path("security/person/end/", security.end_person, name="end_person"),
    path("security/person/factor/", security.reset_factor, name="reset_factor"),
    path("security/person/password/", security.give_password, name="give_password"),
    path("security/person/active/", security.set_active, name="set_active"),
    path("seat/", seats.take_seat, name="take_seat"),
    path("notices/", notices.notices, name="notices"),
    path("notices/send/", notices.send_notice, name="send_notice"),
    path("notices/strip/", notices.notice_strip, name="notice_strip"),
    path("notices/<int:pk>/read/", notices.read_notice, name="read_notice"),
    path("notices/<int:pk>/end/", notices.end_notice, name="end_notice"),
    path("map.json", frame.map_layer, name="map_layer"),
    path("registry/", registry.registry, name="registry"),
    path("registry/calendar/", calendar.calendar, name="calendar"),
    path("registry/calendar/day/", calendar.change_day, name="change_day"),
]
