/**
 * Answers of a language model behind any OpenAI-compatible URL, by LangChain4j. In come prompts, out go pieces of text, or
 * a reason for the reader. The HTTP client calls on threads of their own, see {@link
 * org.streamlistening.sample.AnswerThreads}; {@link org.streamlistening.sample.AnswerPieces} are read on the thread of
 * the caller.
 */
@NullMarked
package org.streamlistening.sample.model;

import org.jspecify.annotations.NullMarked;
