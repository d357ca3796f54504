package org.streamlistening.sample;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Pieces that are there already, given with a pause after each, as a model would. */
final class PacedPieces implements AnswerPieces {

    private final Iterator<String> pieces;
    private final Duration pace;
    private volatile boolean closed;

    PacedPieces(List<String> pieces, Duration pace) {
        this.pieces = pieces.iterator();
        this.pace = pace;
    }

    @Override
    public boolean hasNext() {
        return !closed && pieces.hasNext();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            Thread.sleep(pace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Not the end of the pieces: what was written so far is not the whole answer.
            throw new NoAnswerException("The application was stopped.", null);
        }
        return pieces.next();
    }

    @Override
    public void close() {
        closed = true;
    }
}
