package org.streamlistening.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An HTTP server on the loopback interface that follows the script of a test, request after request. */
public final class ScriptedServer implements AutoCloseable {

    /** A received request. */
    public record ReceivedRequest(
            String method, String target, Map<String, String> headers, byte[] body, long nanoTime) {

        public String header(String name) {
            return headers.get(name);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket socket;
    private final Queue<ScriptedResponse> script = new ConcurrentLinkedQueue<>();
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Function<ReceivedRequest, ScriptedResponse> defaultResponse =
            request -> ScriptedResponse.status(599);
    private volatile boolean unavailable;

    public ScriptedServer() {
        try {
            socket = new ServerSocket(0, 1100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Sets the responses to the next requests, in order. */
    public ScriptedServer respondsWith(ScriptedResponse... responses) {
        script.addAll(List.of(responses));
        return this;
    }

    /** Sets the response to all requests after the script. */
    public ScriptedServer respondsByDefault(Function<ReceivedRequest, ScriptedResponse> rule) {
        defaultResponse = rule;
        return this;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/streams/");
    }

    public List<ReceivedRequest> requests() {
        return new ArrayList<>(requests);
    }

    public List<String> targets() {
        return requests.stream().map(ReceivedRequest::target).toList();
    }

    /**
     * Closes every connection, and from now on each new one at once. The port stays bound: another test or process
     * could bind a free port, and would receive the requests of this test.
     */
    void closeConnections() throws IOException {
        unavailable = true;
        for (Socket connection : open) {
            connection.close();
        }
    }

    /** The number of connections since the start. */
    public int accepted() {
        return accepted.get();
    }

    /** The number of open connections. */
    int connections() {
        return open.size();
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                accepted.incrementAndGet();
                open.add(connection);
                if (unavailable) {
                    connection.close();
                }
                start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            boolean keepAlive = true;
            while (keepAlive) {
                ReceivedRequest request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                ScriptedResponse response = script.poll();
                keepAlive = (response == null ? defaultResponse.apply(request) : response)
                        .write(
                                in,
                                connection.getOutputStream(),
                                request.method().equals("HEAD"));
            }
        } catch (IOException e) {
            // The client closed the connection, or the test has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
            threads.remove(Thread.currentThread());
        }
    }

    private static ReceivedRequest read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null || first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        if (headers.getOrDefault("Transfer-Encoding", "").equals("chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                all.writeBytes(in.readNBytes(size));
                line(in);
            }
            line(in);
            body = all.toByteArray();
        }
        String[] parts = first.split(" ");
        return new ReceivedRequest(parts[0], parts[1], headers, body, System.nanoTime());
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.forEach(Thread::interrupt);
    }
}
