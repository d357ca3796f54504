package org.streamlistening.docs.example;

public record Token(String text) {}
