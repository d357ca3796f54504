package org.streamlistening.internal.answer;

/**
 * One request of an answer.
 *
 * @param json an array of messages
 * @param upTo the number of writes up to and including it
 * @param chars how many characters of the buffer it has
 * @param closing whether it closes the stream
 */
record AnswerBatch(String json, long upTo, int chars, boolean closing) {}
