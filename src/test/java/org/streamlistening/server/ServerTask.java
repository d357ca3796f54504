package org.streamlistening.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tasks of the benchmark. Each works on a stream of its own and returns its rate per second. */
enum ServerTask {
    SMALL_APPENDS("appends/s, 100 B each, 16 connections") {
        @Override
        double run(int port, String path, Scale scale) throws IOException {
            create(port, path, "application/json");
            return appends(port, path, array(1, 100), 16, scale);
        }
    },
    SMALL_APPENDS_64("appends/s, 100 B each, 64 connections") {
        @Override
        double run(int port, String path, Scale scale) throws IOException {
            create(port, path, "application/json");
            return appends(port, path, array(1, 100), 64, scale);
        }
    },
    BATCHED_APPENDS("messages/s, 100 x 100 B at once, 16 connections") {
        @Override
        double run(int port, String path, Scale scale) throws IOException {
            create(port, path, "application/json");
            return 100 * appends(port, path, array(100, 100), 16, scale);
        }
    },
    CATCH_UP_SMALL("catch-up MB/s, 100,000 x 100 B (JSON)") {
        @Override
        double run(int port, String path, Scale scale) throws IOException {
            return catchUp(port, filled(port, path, scale.of(100), array(1000, 100)), scale);
        }
    },
    CATCH_UP_LARGE("catch-up MB/s, 1,000 x 100 kB (JSON)") {
        @Override
        double run(int port, String path, Scale scale) throws IOException {
            return catchUp(port, filled(port, path, scale.of(1000), array(1, 100_000)), scale);
        }
    },
    BROADCAST("appends/s that reach all of 1,000 SSE readers") {
        @Override
        double run(int port, String path, Scale scale) throws IOException {
            create(port, path, "application/json");
            return broadcast(port, path, scale.of(1000), scale);
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JSON = "Content-Type: application/json\r\n";

    /** How long a task lasts, and how much of the usual amount of data and readers it has. */
    record Scale(Duration measured, int percent) {

        int of(int usual) {
            return Math.max(1, usual * percent / 100);
        }
    }

    private final String title;

    ServerTask(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether a server that keeps nothing can perform it. */
    boolean onlyAppends() {
        return this == SMALL_APPENDS || this == SMALL_APPENDS_64 || this == BATCHED_APPENDS;
    }

    /** Runs once; {@code path} is a new stream. */
    abstract double run(int port, String path, Scale scale) throws IOException;

    /** One array of messages of the given length. */
    private static byte[] array(int messages, int size) {
        String message = '"' + "x".repeat(size - 2) + '"';
        return Stream.generate(() -> message)
                .limit(messages)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void create(int port, String path, String type) throws IOException {
        int status = exchange(port, RawResponse.request("PUT", path, "Content-Type: " + type + "\r\n", new byte[0]));
        if (status != 201 && status != 200) {
            throw new IOException("PUT: " + status);
        }
    }

    /** Frees the memory of a stream after its measurement. */
    static void delete(int port, String path) throws IOException {
        int status = exchange(port, RawResponse.request("DELETE", path, "", new byte[0]));
        if (status >= 300) {
            throw new IOException("DELETE: " + status);
        }
    }

    private static int exchange(int port, byte[] request) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return read(channel, request, ByteBuffer.allocateDirect(1 << 16)).status();
        }
    }

    private static RawResponse read(SocketChannel channel, byte[] request, ByteBuffer buffer) throws IOException {
        channel.write(ByteBuffer.wrap(request));
        RawResponse response = new RawResponse();
        do {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("the server closed the connection");
            }
            buffer.flip();
        } while (!response.read(buffer));
        return response;
    }

    /** Each connection sends its next append as soon as it has received the response to the last one. */
    private static double appends(int port, String path, byte[] body, int connections, Scale scale) throws IOException {
        byte[] request = RawResponse.request("POST", path, JSON, body);
        try (Crowd crowd = new Crowd()) {
            int[] done = new int[1];
            for (int i = 0; i < connections; i++) {
                RawResponse response = new RawResponse();
                crowd.connect(port, (connection, bytes) -> {
                            while (response.read(bytes)) {
                                if (response.status() >= 300) {
                                    throw new IOException("POST: " + response.status());
                                }
                                done[0]++;
                                response.clear();
                                connection.send(request);
                            }
                        })
                        .send(request);
            }
            long begin = System.nanoTime();
            crowd.readUntil(() -> false, scale.measured());
            return done[0] * 1e9 / (System.nanoTime() - begin);
        }
    }

    /** A stream with the given number of appends. */
    private static String filled(int port, String path, int appends, byte[] body) throws IOException {
        create(port, path, "application/json");
        byte[] request = RawResponse.request("POST", path, JSON, body);
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            for (int i = 0; i < appends; i++) {
                read(channel, request, buffer);
            }
        }
        return path;
    }

    private static double catchUp(int port, String stream, Scale scale) throws IOException {
        long bytes = 0;
        long begin = System.nanoTime();
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            // Several times: a single read is too short to measure.
            while (System.nanoTime() - begin < scale.measured().toNanos() / 2) {
                String offset = "-1";
                RawResponse response;
                do {
                    response = read(
                            channel, RawResponse.request("GET", stream + "?offset=" + offset, "", new byte[0]), buffer);
                    bytes += response.bodyBytes();
                    offset = response.header("Stream-Next-Offset").orElseThrow();
                } while (response.header("Stream-Up-To-Date").isEmpty());
            }
        }
        return bytes * 1e3 / (System.nanoTime() - begin);
    }

    private static double broadcast(int port, String path, int readers, Scale scale) throws IOException {
        byte[] follow = RawResponse.request("GET", path + "?offset=-1&live=sse", "", new byte[0]);
        byte[] append = RawResponse.request("POST", path, JSON, "[\"!\"]".getBytes(StandardCharsets.US_ASCII));
        int[] received = new int[2];
        List<Double> rates = new ArrayList<>();
        try (Crowd crowd = new Crowd();
                SocketChannel writer =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            for (int i = 0; i < readers; i++) {
                crowd.connect(port, (connection, bytes) -> count(bytes, received))
                        .send(follow);
            }
            if (!crowd.readUntil(() -> received[1] >= readers, PATIENCE)) {
                throw new IOException("only " + received[1] + " readers are connected");
            }
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
            long end = System.nanoTime() + scale.measured().toNanos();
            for (int i = 1; rates.size() < 3 || System.nanoTime() < end; i++) {
                int all = readers * i;
                long begin = System.nanoTime();
                read(writer, append, buffer);
                if (!crowd.readUntil(() -> received[0] >= all, PATIENCE)) {
                    throw new IOException("only " + received[0] + " messages of " + all);
                }
                rates.add(1e9 / (System.nanoTime() - begin));
            }
        }
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }

    /** Counts messages, of which each has one '!', and control events, of which each has one '{'. */
    private static void count(ByteBuffer bytes, int[] received) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            received[0] += next == '!' ? 1 : 0;
            received[1] += next == '{' ? 1 : 0;
        }
    }
}
