"""Proof that a reviewer is who they say: one module a kind, each with `prove(review, evidence) -> Outcome`.

    account.py   an account at OpenRouter, by signing in there
    use.py       a generation of the very model, read with the key that this sign-in gave

No key is kept. It comes in the answer to the sign-in, is asked one question with, and is gone with the request.
"""
