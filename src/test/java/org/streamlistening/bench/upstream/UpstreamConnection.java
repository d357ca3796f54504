package org.streamlistening.bench.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/** One connection: requests without bodies in, whole responses out. */
final class UpstreamConnection {

    /** How this connection waits for the next message, if it does. */
    enum Wait {
        NONE,
        LONG_POLL,
        EVENTS
    }

    private static final int MAX_HEAD = 64 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final StringBuilder head = new StringBuilder();
    private final Deque<ByteBuffer> unsent = new ArrayDeque<>();

    Wait wait = Wait.NONE;
    long pollEnd;

    UpstreamConnection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /** Passes on the request, if the bytes that arrived complete one. @return false after the end of the connection */
    boolean read(ByteBuffer buffer, BiConsumer<UpstreamConnection, Query> requests) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            return false;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            head.append((char) buffer.get());
            int length = head.length();
            if (length > MAX_HEAD) {
                throw new IOException("no request");
            }
            if (length > 3 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
                String target = head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP/"));
                head.setLength(0);
                requests.accept(this, Query.of(target));
            }
        }
        return true;
    }

    void send(byte[] response) {
        unsent.add(ByteBuffer.wrap(response));
        flush();
    }

    /** Writes what the socket takes; the rest when it takes more. */
    void flush() {
        try {
            while (!unsent.isEmpty()) {
                channel.write(unsent.peek());
                if (unsent.peek().hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                unsent.remove();
            }
            key.interestOps(SelectionKey.OP_READ);
        } catch (IOException lost) {
            // The subject has closed the connection: it needs no response.
            close();
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() {
        wait = Wait.NONE;
        key.cancel();
        try {
            channel.close();
        } catch (IOException failure) {
            System.err.println("a connection was not closed: " + failure);
        }
    }
}
