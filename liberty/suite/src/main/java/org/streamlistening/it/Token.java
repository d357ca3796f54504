package org.streamlistening.it;

/** A message of the streams in these tests. */
public record Token(int index) {}
