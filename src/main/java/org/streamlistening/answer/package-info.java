/**
 * Answers that a program writes piece by piece into a stream, such as those of a language model: a writer that ends
 * each stream with one terminal message on every path. Public types.
 */
@NullMarked
package org.streamlistening.answer;

import org.jspecify.annotations.NullMarked;
