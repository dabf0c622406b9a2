"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, register_converter

from accounts.views.mail import mail, mails
from accounts.views.name import change_name
from accounts.views.sessions import end_session
from catalog.views.calculator import calculator, calculator_csv, calculator_json
from catalog.views.calculator_paste import calculator_paste
from catalog.views.cards import card, model_card
from catalog.views.changes import changes, changes_feed, model_feed, movers_csv, movers_svg
from catalog.views.compare import compare, pair
from catalog.views.corner import corner
from catalog.views.creator import creator
from catalog.views.design import design
from catalog.views.family import family
from catalog.views.figure import figure_page
from catalog.views.health import healthz
from catalog.views.home import home
from catalog.views.icons import favicon
from catalog.views.model import model_page
from catalog.views.model_list import model_list
from catalog.views.pictures import (
    model_badge,
    model_chart,
    price_and_intelligence_svg,
    ranking_svg,
)
from catalog.views.preview import preview
from catalog.views.price_and_intelligence import price_and_intelligence, price_and_intelligence_csv
from catalog.views.providers import provider, providers
from catalog.views.ranking import ranking, ranking_csv
from catalog.views.rankings import class_rankings, rankings
from catalog.views.robots import robots
from catalog.views.status import status
from catalog.views.timelines import compare_history_csv, compare_history_svg, model_history_csv, model_history_svg
from catalog.views.upgrade import upgrade
from reviews.admin.bans import queue_ban, queue_propose_ban
from reviews.admin.bursts import queue_burst
from reviews.admin.exclusions import exclusion, exclusion_new
from reviews.admin.notices import queue_erasure, queue_notice
from reviews.admin.picture import queue_picture
from reviews.admin.queue import queue, queue_again, queue_appeal, queue_evidence, queue_review, queue_words
from reviews.admin.voices import queue_reply, queue_voice
from reviews.views.about import about_reviews, about_reviews_csv
from reviews.views.account import account, account_gone, delete_account, export
from reviews.views.appeal import review_appeal
from reviews.views.ban import account_ban
from reviews.views.evidence import evidence_send, evidence_take_back
from reviews.views.model_reviews import model_reviews
from reviews.views.notice import review_notice
from reviews.views.proof import proof, proof_callback
from reviews.views.reply import review_reply, review_reply_delete
from reviews.views.report import review_report
from reviews.views.representing import (
    representing_again,
    representing_end,
    representing_page,
    representing_prove,
)
from reviews.views.review import review_page
from reviews.views.review_mine import review_delete, review_mine
from reviews.views.review_new import review_new
from reviews.views.review_preview import review_preview
from reviews.views.votes import review_vote, votes


class ModelSlug:
    """The second half of an OpenRouter id: gpt-4.1, qwen3.5-plus-02-15. Nothing else reaches the database."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ModelSlug, "model_slug")

# Editors sign in as everybody does, so that a second factor holds for the desk too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth says to do it

urlpatterns = [
    path("", home, name="home"),
    path("models/", model_list, name="model_list"),
    path("models/<slug:creator>/<model_slug:slug>/", model_page, name="model"),
    path("models/<slug:creator>/<model_slug:slug>/card.png", model_card, name="model_card"),
    path("models/<slug:creator>/<model_slug:slug>/figures/<slug:figure>/", figure_page, name="figure"),
    path(
        "models/<slug:creator>/<model_slug:slug>/charts/<slug:figure>-history.svg",
        model_history_svg,
        name="model_history_svg",
    ),
    path(
        "models/<slug:creator>/<model_slug:slug>/charts/<slug:figure>-history.csv",
        model_history_csv,
        name="model_history_csv",
    ),
    path("models/<slug:creator>/<model_slug:slug>/charts/<slug:figure>.svg", model_chart, name="model_chart"),
    path("models/<slug:creator>/<model_slug:slug>/badges/<slug:figure>.svg", model_badge, name="model_badge"),
    path("models/<slug:creator>/<model_slug:slug>/changes/feed/", model_feed, name="model_feed"),
    path("models/<slug:creator>/<model_slug:slug>/upgrade/", upgrade, name="upgrade"),
    path("models/<slug:creator>/<model_slug:slug>/reviews/new/", review_new, name="review_new"),
    path("models/<slug:creator>/<model_slug:slug>/reviews/mine/", review_mine, name="review_mine"),
    path("models/<slug:creator>/<model_slug:slug>/reviews/mine/delete/", review_delete, name="review_delete"),
    path("previews/<str:token>/", preview, name="preview"),
    path("reviews/preview/", review_preview, name="review_preview"),
    path("models/<slug:creator>/<model_slug:slug>/reviews/", model_reviews, name="reviews"),
    path("reviews/votes/", votes, name="votes"),
    path("reviews/<int:review_id>/", review_page, name="review"),
    path("reviews/<int:review_id>/vote/", review_vote, name="review_vote"),
    path("compare/", compare, name="compare"),
    path("compare/history.svg", compare_history_svg, name="compare_history_svg"),
    path("compare/history.csv", compare_history_csv, name="compare_history_csv"),
    path(
        "compare/<slug:creator>/<model_slug:slug>/vs/<slug:other_creator>/<model_slug:other_slug>/", pair, name="pair"
    ),
    path("rankings/", rankings, name="rankings"),
    path("rankings/<slug:model_class>/", class_rankings, name="class_rankings"),
    path("rankings/<slug:model_class>/price-and-intelligence/", price_and_intelligence, name="price_and_intelligence"),
    path("rankings/<slug:model_class>/<slug:figure>/", ranking, name="ranking"),
    path(
        "rankings/<slug:model_class>/price-and-intelligence.svg",
        price_and_intelligence_svg,
        name="price_and_intelligence_svg",
    ),
    path(
        "rankings/<slug:model_class>/price-and-intelligence.csv",
        price_and_intelligence_csv,
        name="price_and_intelligence_csv",
    ),
    path("rankings/<slug:model_class>/<slug:figure>.svg", ranking_svg, name="ranking_svg"),
    path("rankings/<slug:model_class>/<slug:figure>.csv", ranking_csv, name="ranking_csv"),
    path("calculator/", calculator, name="calculator"),
    path("calculator/paste/", calculator_paste, name="calculator_paste"),
    path("calculator.json", calculator_json, name="calculator_json"),
    path("calculator.csv", calculator_csv, name="calculator_csv"),
    path("changes/", changes, name="changes"),
    path("changes/prices.svg", movers_svg, name="movers_svg"),
    path("changes/prices.csv", movers_csv, name="movers_csv"),
    path("changes/feed/", changes_feed, name="changes_feed"),
    path("status/", status, name="status"),
    path("creators/<slug:slug>/", creator, name="creator"),
    path("providers/", providers, name="providers"),
    path("providers/<slug:slug>/", provider, name="provider"),
    path("families/<slug:creator>/<slug:slug>/", family, name="family"),
    path("account/", account, name="account"),
    path("reviews/<int:pk>/proof/", proof, name="proof"),
    path("reviews/<int:pk>/proof/picture/", evidence_send, name="evidence_send"),
    path("reviews/<int:pk>/proof/picture/take-back/", evidence_take_back, name="evidence_take_back"),
    path("reviews/proof/callback/", proof_callback, name="proof_callback"),
    path("reviews/<int:pk>/appeal/", review_appeal, name="review_appeal"),
    path("account/ban/", account_ban, name="account_ban"),
    path("account/corner/", corner, name="corner"),
    path("account/delete/", delete_account, name="delete_account"),
    path("account/export/", export, name="export_account"),
    path("account/gone/", account_gone, name="account_gone"),
    path("account/name/", change_name, name="change_name"),
    path("account/representing/", representing_page, name="representing"),
    path("account/representing/<int:pk>/again/", representing_again, name="representing_again"),
    path("account/representing/<int:pk>/end/", representing_end, name="representing_end"),
    path("account/representing/prove/<str:link>/", representing_prove, name="representing_prove"),
    path("account/sessions/<int:pk>/end/", end_session, name="end_session"),
    path("account/", include("allauth.urls")),
    path("dev/mail/", mails, name="mails"),
    path("dev/mail/<slug:name>/", mail, name="mail"),
    path("about/design/", design, name="design"),
    path("card.png", card, name="card"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("healthz", healthz, name="healthz"),
    path("reviews/<int:pk>/report/", review_report, name="review_report"),
    path("reviews/<int:pk>/notice/", review_notice, name="review_notice"),
    path("reviews/<int:pk>/reply/", review_reply, name="review_reply"),
    path("reviews/<int:pk>/reply/delete/", review_reply_delete, name="review_reply_delete"),
    path("about/reviews/", about_reviews, name="about_reviews"),
    path("about/reviews/counts.csv", about_reviews_csv, name="about_reviews_csv"),
    path("admin/reviews/queue/", queue, name="review_queue"),
    path("admin/reviews/queue/again/", queue_again, name="review_queue_again"),
    path("admin/reviews/queue/burst/<int:pk>/", queue_burst, name="review_queue_burst"),
    path("admin/reviews/periods/new/", exclusion_new, name="review_exclusion_new"),
    path("admin/reviews/periods/<int:pk>/", exclusion, name="review_exclusion"),
    path("admin/reviews/queue/words/<int:pk>/", queue_words, name="review_queue_words"),
    path("admin/reviews/queue/review/<int:pk>/", queue_review, name="review_queue_review"),
    path("admin/reviews/queue/evidence/<int:pk>/", queue_evidence, name="review_queue_evidence"),
    path("admin/reviews/queue/evidence/<int:pk>/picture/", queue_picture, name="review_queue_picture"),
    path("admin/reviews/queue/appeal/<int:pk>/", queue_appeal, name="review_queue_appeal"),
    path("admin/reviews/queue/ban/<int:pk>/", queue_ban, name="review_queue_ban"),
    path("admin/reviews/queue/person/<int:pk>/ban/", queue_propose_ban, name="review_queue_propose_ban"),
    path("admin/reviews/queue/notice/<int:pk>/", queue_notice, name="review_queue_notice"),
    path("admin/reviews/queue/reply/<int:pk>/", queue_reply, name="review_queue_reply"),
    path("admin/reviews/queue/voice/<int:pk>/", queue_voice, name="review_queue_voice"),
    path("admin/reviews/queue/erasure/<int:pk>/", queue_erasure, name="review_queue_erasure"),
    path("admin/", admin.site.urls),
]

handler400 = "catalog.views.errors.bad_request"
handler403 = "catalog.views.errors.forbidden"
handler404 = "catalog.views.errors.not_found"
handler500 = "catalog.views.errors.server_error"
