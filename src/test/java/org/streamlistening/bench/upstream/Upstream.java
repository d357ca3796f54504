package org.streamlistening.bench.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;

/**
 * A lean server that speaks as much of the protocol as the benchmark needs: catch-up, long-poll and server-sent events,
 * on one thread. Requests below {@code /control/} append messages. It prints its port, and ends with its standard
 * input.
 *
 * <pre>
 * /control/append?stream=S               appends one message and wakes all waiting readers of S
 * /control/append-each?prefix=P&count=N  the same for the streams P0 to P(N-1)
 * /control/pace?stream=S&count=N&micros=M  appends N messages at this interval
 * /control/waiting                       the number of waiting readers
 * </pre>
 */
final class Upstream {

    private static final int BACKLOG = 4096;
    private static final long POLL_NANOS = 5_000_000_000L;
    private static final long LONGEST_SELECT_MILLIS = 50;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final Map<String, UpstreamStream> streams = new HashMap<>();
    private Pace pace = Pace.NONE;
    private long lastCheck = System.nanoTime();

    private Upstream() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Messages still to append at an interval. */
    private record Pace(String stream, int left, long nanos, long due) {

        static final Pace NONE = new Pace("", 0, 0, Long.MAX_VALUE);

        Pace next() {
            return left == 1 ? NONE : new Pace(stream, left - 1, nanos, due + nanos);
        }
    }

    public static void main(String[] arguments) throws IOException {
        Upstream upstream = new Upstream();
        Thread end = new Thread(Upstream::endWithStandardInput, "end");
        end.setDaemon(true);
        end.start();
        System.out.println("port " + ((InetSocketAddress) upstream.server.getLocalAddress()).getPort());
        while (true) {
            upstream.turn();
        }
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {
                // Only the end counts.
            }
        } catch (IOException failure) {
            System.err.println(failure);
        }
        System.exit(0);
    }

    private void turn() throws IOException {
        long untilDue = (pace.due() - System.nanoTime()) / 1_000_000;
        if (untilDue > 0) {
            selector.select(Math.min(untilDue, LONGEST_SELECT_MILLIS));
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            serve(key);
        }
        selector.selectedKeys().clear();
        endPolls();
        if (pace.left() > 0 && System.nanoTime() >= pace.due()) {
            append(pace.stream());
            pace = pace.next();
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            accept();
            return;
        }
        UpstreamConnection connection = (UpstreamConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.flush();
            }
            if (connection.isOpen() && key.isReadable() && !connection.read(buffer, this::respond)) {
                connection.close();
            }
        } catch (IOException lost) {
            connection.close();
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new UpstreamConnection(channel, key));
        }
    }

    private void respond(UpstreamConnection connection, Query query) {
        if (query.path().startsWith("control/")) {
            connection.send(Responses.text(control(query)));
            return;
        }
        UpstreamStream stream = stream(query.path());
        String offset = query.text("offset", "-1");
        int from = offset.equals("now") ? stream.end() : Math.max(0, Integer.parseInt(offset));
        switch (query.text("live", "")) {
            case "" -> connection.send(page(stream, from));
            case "sse" -> {
                connection.send(Responses.eventsBegin());
                connection.send(Responses.event(stream.page(from)));
                await(stream, connection, UpstreamConnection.Wait.EVENTS);
            }
            default -> {
                if (from < stream.end()) {
                    connection.send(page(stream, from));
                } else {
                    connection.pollEnd = System.nanoTime() + POLL_NANOS;
                    await(stream, connection, UpstreamConnection.Wait.LONG_POLL);
                }
            }
        }
    }

    private static byte[] page(UpstreamStream stream, int from) {
        UpstreamStream.Page page = stream.page(from);
        return Responses.page(page, page.next() == stream.end());
    }

    private static void await(UpstreamStream stream, UpstreamConnection connection, UpstreamConnection.Wait wait) {
        connection.wait = wait;
        stream.waiting().add(connection);
    }

    private UpstreamStream stream(String name) {
        return streams.computeIfAbsent(name, UpstreamStream::new);
    }

    private String control(Query query) {
        switch (query.path().substring("control/".length())) {
            case "append" -> append(query.text("stream", ""));
            case "append-each" -> {
                for (int i = 0; i < query.number("count"); i++) {
                    append(query.text("prefix", "") + i);
                }
            }
            case "pace" -> {
                long nanos = query.number("micros") * 1000L;
                pace = new Pace(query.text("stream", ""), query.number("count"), nanos, System.nanoTime() + nanos);
            }
            case "waiting" -> {
                return String.valueOf(streams.values().stream()
                        .flatMap(stream -> stream.waiting().stream())
                        .filter(connection -> connection.wait != UpstreamConnection.Wait.NONE)
                        .count());
            }
            default -> throw new IllegalArgumentException(query.path());
        }
        return "";
    }

    /** Appends, and sends the message to all readers that wait: all of them were at the end. */
    private void append(String name) {
        UpstreamStream stream = stream(name);
        int from = stream.end();
        stream.append();
        byte[] page = page(stream, from);
        byte[] event = Responses.event(stream.page(from));
        for (int left = stream.waiting().size(); left > 0; left--) {
            UpstreamConnection connection = stream.waiting().remove();
            switch (connection.wait) {
                case LONG_POLL -> {
                    connection.wait = UpstreamConnection.Wait.NONE;
                    connection.send(page);
                }
                case EVENTS -> {
                    connection.send(event);
                    stream.waiting().add(connection);
                }
                case NONE -> {}
            }
        }
    }

    private void endPolls() {
        long now = System.nanoTime();
        if (now - lastCheck < LONGEST_SELECT_MILLIS * 1_000_000) {
            return;
        }
        lastCheck = now;
        for (UpstreamStream stream : streams.values()) {
            for (UpstreamConnection first = stream.waiting().peek();
                    first != null && first.wait != UpstreamConnection.Wait.EVENTS && first.pollEnd - now < 0;
                    first = stream.waiting().peek()) {
                stream.waiting().remove();
                if (first.wait == UpstreamConnection.Wait.LONG_POLL) {
                    first.wait = UpstreamConnection.Wait.NONE;
                    first.send(Responses.pollTimeout(stream.end()));
                }
            }
        }
    }
}
