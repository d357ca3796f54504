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
            // The application stops.
            Thread.currentThread().interrupt();
            closed = true;
        }
        return pieces.next();
    }

    @Override
    public void close() {
        closed = true;
    }
}
