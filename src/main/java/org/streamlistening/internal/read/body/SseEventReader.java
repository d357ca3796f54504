package org.streamlistening.internal.read.body;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.http.MessageBudget;
import org.streamlistening.internal.http.UndecodableException;

/** The events of an event stream, as the HTML standard reads them. */
public final class SseEventReader {

    // Of a field, with what separates it from its value.
    private static final int LONGEST_NAME = 16;
    // In bytes: where UTF-8 takes four, UTF-16 takes two characters.
    private static final int LONGEST_CHARACTER = 3;
    // How many bytes of an event need not be counted.
    private static final int SMALL = 16_384;

    private final SseLineReader lines;
    private final int limit;
    private final MessageBudget.Share memory;
    // Of the event that is not complete yet.
    private String type = "";
    private @Nullable StringBuilder data;
    private boolean exact = true;
    private long reserved;

    /** @param limit how many characters the data of an event may have */
    public SseEventReader(InputStream source, int limit, BodyPace pace, MessageBudget.Share memory) {
        this.lines = new SseLineReader(source, LONGEST_NAME + LONGEST_CHARACTER * (long) limit, pace, memory);
        this.limit = limit;
        this.memory = memory;
    }

    /**
     * One event.
     *
     * @param type {@code message} if the event does not say
     * @param exact whether all of the data was UTF-8, so that no character replaces what the server sent
     */
    public record Event(String type, String data, boolean exact) {

        Event(String type, String data) {
            this(type, data, true);
        }
    }

    /** Whether some of what comes next was read already: the rest of an event follows at once. */
    public boolean hasBytes() {
        return lines.hasBytes();
    }

    /**
     * The next event that has data; null at the end, where an event without its blank line is dropped, and while it is
     * paused.
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
            // Comments begin with the colon; id and retry have no meaning here: the control events say where to go on.
        }
        return null;
    }

    /** Whether there is no event only because the source is slow. */
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

    /** Without the colon, and without exactly one blank behind it. */
    private static String value(String line, int colon) {
        if (colon < 0) {
            return "";
        }
        return line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    }
}
