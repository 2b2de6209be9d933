"""听一听: which words are read aloud, for everybody and for her; how a sound is made is the media's affair."""
