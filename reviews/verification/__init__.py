"""Proof that a reviewer is who they say, and used what they review: one module a kind.

    account.py   an account at OpenRouter, by signing in there
    use.py       a generation of the very model, read with the key that this sign-in gave
    evidence.py  a picture that shows the use, looked at by a moderator

The first two have `prove(review, …) -> Outcome` and are decided at once; the third waits for a person.

No key is kept. It comes in the answer to the sign-in, is asked one question with, and is gone with the request.
"""
