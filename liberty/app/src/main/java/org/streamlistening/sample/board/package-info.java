/**
 * The dashboard: three streams that a session follows by name, one consumer of the application, and their figures of the
 * last minute. In come messages, out go the texts and the points of small charts. Observers run on threads of the
 * library, pages read on those of requests; between them are immutable values.
 */
@NullMarked
package org.streamlistening.sample.board;

import org.jspecify.annotations.NullMarked;
