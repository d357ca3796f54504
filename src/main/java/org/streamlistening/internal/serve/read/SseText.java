package org.streamlistening.internal.serve.read;

import java.io.OutputStream;

/**
 * Text as the data of a server-sent event: each line, with any line terminator, becomes a line of data. A payload can
 * therefore neither end its event nor start another one.
 */
final class SseText extends OutputStream {

    private static final byte[] FIELD = {'d', 'a', 't', 'a', ':'};

    private final PieceBuffer out;
    private boolean atLineStart = true;
    private boolean afterReturn;

    SseText(PieceBuffer out) {
        this.out = out;
    }

    @Override
    public void write(int next) {
        if (next == '\n' && afterReturn) {
            afterReturn = false;
            return;
        }
        beginLine(next);
        afterReturn = next == '\r';
        if (next == '\n' || next == '\r') {
            out.write('\n');
            atLineStart = true;
        } else {
            out.write(next);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int run = at;
            while (run < end && bytes[run] != '\n' && bytes[run] != '\r') {
                run++;
            }
            if (run > at) {
                beginLine(bytes[at]);
                afterReturn = false;
                out.write(bytes, at, run - at);
            }
            if (run < end) {
                write(bytes[run]);
            }
            at = run + 1;
        }
    }

    private void beginLine(int first) {
        if (atLineStart) {
            atLineStart = false;
            out.write(FIELD, 0, FIELD.length);
            // The format consumes one space after the colon; this one belongs to the text.
            if (first == ' ') {
                out.write(' ');
            }
        }
    }

    /** Ends the last line. */
    @Override
    public void close() {
        beginLine('\n');
        out.write('\n');
    }
}
