"""Training providers: who asks to post, who may, and who may no more."""
