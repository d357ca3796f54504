package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.http.body.UndecodableException;

/** Reads the events of an event stream by the rules of the HTML standard. For the thread that reads. */
public final class SseEventReader {

    /** The greatest length of a field name with its separator. */
    private static final int LONGEST_NAME = 16;
    /** In bytes: where UTF-8 needs four, a String needs two characters. */
    private static final int LONGEST_CHARACTER = 3;
    /** How many bytes of an event do not count toward the budget. */
    private static final int SMALL = 16_384;

    private final SseLineReader lines;
    private final int limit;
    private final MessageBudget.Share memory;
    // The fields of the event that is not complete yet.
    private String type = "";
    private @Nullable StringBuilder data;
    private boolean exact = true;
    private long reserved;

    /** @param limit how many characters the data of an event can have */
    public SseEventReader(InputStream source, int limit, BodyPace pace, MessageBudget.Share memory) {
        this.lines = new SseLineReader(source, LONGEST_NAME + LONGEST_CHARACTER * (long) limit, pace, memory);
        this.limit = limit;
        this.memory = memory;
    }

    /**
     * An event.
     *
     * @param type {@code message} if the event has no type
     * @param exact whether the data was UTF-8; otherwise it contains replacement characters
     */
    public record Event(String type, String data, boolean exact) {

        Event(String type, String data) {
            this(type, data, true);
        }
    }

    /** Whether bytes of the next event were read: its rest follows at once. */
    public boolean hasBytes() {
        return lines.hasBytes();
    }

    /**
     * The next event that has data; null at the end of the stream, or if this reader is paused. At the end, an event
     * without its blank line is dropped.
     */
    @Nullable
    public Event next() throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isEmpty()) {
                Event event = completed();
                if (event != null) {
                    return event;
                }
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            if (field.equals("event")) {
                type = value(line, colon);
            } else if (field.equals("data")) {
                data = joined(data, value(line, colon));
                exact &= lines.exact();
            }
            // Comments begin with the colon. The fields id and retry have no meaning: control events name the offset.
        }
        return null;
    }

    /** Whether there was no event because the source is slow. */
    public boolean paused() {
        return lines.paused();
    }

    private @Nullable Event completed() {
        StringBuilder all = data;
        Event event = all == null ? null : new Event(type.isEmpty() ? "message" : type, all.toString(), exact);
        type = "";
        data = null;
        exact = true;
        memory.release(reserved);
        reserved = 0;
        return event;
    }

    private StringBuilder joined(@Nullable StringBuilder before, String line) throws IOException {
        StringBuilder data = before == null ? new StringBuilder(line.length()) : before.append('\n');
        if (data.length() + line.length() > limit) {
            throw new UndecodableException("an event has more than " + limit
                    + " characters. Build the client with a higher maxMessageLength, or read with long-polls");
        }
        long counted = 2L * (data.length() + line.length());
        if (counted > reserved + SMALL) {
            memory.reserve(counted - reserved);
            reserved = counted;
        }
        return data.append(line);
    }

    /** The text after the colon and after one space, if there is one. */
    private static String value(String line, int colon) {
        if (colon < 0) {
            return "";
        }
        return line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    }
}
