"""A task whose run can be seen from outside: it leaves its word in a list of the cache server."""

import os

import redis

from config.celery import app


@app.task(name="tests.leave_mark")
def leave_mark(key: str, word: str) -> None:
    with redis.Redis.from_url(os.environ["CACHE_URL"]) as client:
        client.rpush(key, word)
        client.expire(key, 60)
