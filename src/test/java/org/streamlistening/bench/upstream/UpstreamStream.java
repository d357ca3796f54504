package org.streamlistening.bench.upstream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream of numbered messages. {@code stored/COUNTxSIZE} has that many messages of that many bytes from the start;
 * any other stream has one message, and grows. An offset is a number of messages.
 */
final class UpstreamStream {

    private static final int PAGE_BYTES = 1 << 20;
    private static final int LIVE_MESSAGE_BYTES = 103;

    private final int messageBytes;
    private final Map<Integer, Page> pages = new HashMap<>();
    private final List<byte[]> messages = new ArrayList<>();
    private final Deque<UpstreamConnection> waiting = new ArrayDeque<>();

    UpstreamStream(String name) {
        int count = 1;
        int size = LIVE_MESSAGE_BYTES;
        if (name.startsWith("stored/")) {
            String[] numbers = name.substring("stored/".length()).split("x");
            count = Integer.parseInt(numbers[0]);
            size = Integer.parseInt(numbers[1]);
        }
        messageBytes = size;
        for (int i = 0; i < count; i++) {
            messages.add(message(0));
        }
    }

    /** A part of the stream as a JSON array, and the offset after it. */
    record Page(byte[] body, int next) {}

    int end() {
        return messages.size();
    }

    Deque<UpstreamConnection> waiting() {
        return waiting;
    }

    /** The messages from this offset on, as many as fit into a page; at least one, if there is one. */
    Page page(int from) {
        Page known = pages.get(from);
        if (known != null) {
            return known;
        }
        int next = from;
        int bytes = 1;
        while (next < end() && (next == from || bytes + messageBytes < PAGE_BYTES)) {
            bytes += messages.get(next++).length + 1;
        }
        byte[] body = new byte[Math.max(2, bytes)];
        int at = 0;
        for (int i = from; i < next; i++) {
            body[at++] = (byte) ',';
            System.arraycopy(messages.get(i), 0, body, at, messages.get(i).length);
            at += messages.get(i).length;
        }
        body[0] = (byte) '[';
        body[body.length - 1] = (byte) ']';
        Page page = new Page(body, next);
        if (next < end()) {
            pages.put(from, page);
        }
        return page;
    }

    /** Appends a message with the time of now. */
    void append() {
        messages.add(message(System.nanoTime()));
    }

    private byte[] message(long stamp) {
        String start = "{\"index\":" + messages.size() + ",\"stamp\":" + stamp + ",\"text\":\"";
        String text = "x".repeat(Math.max(0, messageBytes - start.length() - 2));
        return (start + text + "\"}").getBytes(StandardCharsets.US_ASCII);
    }
}
