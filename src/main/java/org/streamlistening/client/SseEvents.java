package org.streamlistening.client;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The events of an event stream, as the HTML standard reads them. */
final class SseEvents {

    // Of a field, with what separates it from its value.
    private static final int LONGEST_NAME = 16;
    // In bytes: where UTF-8 takes four, UTF-16 takes two characters.
    private static final int LONGEST_CHARACTER = 3;

    private final SseLines lines;
    private final int limit;

    /** @param limit how many characters the data of an event may have */
    SseEvents(InputStream source, int limit) {
        this.lines = new SseLines(source, LONGEST_NAME + LONGEST_CHARACTER * (long) limit);
        this.limit = limit;
    }

    /** @param type {@code message} if the event does not say */
    record Event(String type, String data) {}

    /** Whether some of what comes next was read already: the rest of an event follows at once. */
    boolean hasBytes() {
        return lines.hasBytes();
    }

    /** The next event that has data; null at the end, where an event without its blank line is dropped. */
    @Nullable
    Event next() throws IOException {
        String type = "";
        StringBuilder data = null;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new Event(type.isEmpty() ? "message" : type, data.toString());
                }
                type = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            if (field.equals("event")) {
                type = value(line, colon);
            } else if (field.equals("data")) {
                data = joined(data, value(line, colon));
            }
            // Comments begin with the colon; id and retry have no meaning here: the control events say where to go on.
        }
        return null;
    }

    private StringBuilder joined(@Nullable StringBuilder before, String line) throws UndecodableException {
        StringBuilder data = before == null ? new StringBuilder(line.length()) : before.append('\n');
        if (data.length() + line.length() > limit) {
            throw new UndecodableException("an event has more than " + limit
                    + " characters. Build the client with a higher maxMessageLength, or read with long-polls");
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
