package org.streamlistening.server;

import com.sun.management.UnixOperatingSystemMXBean;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import org.streamlistening.internal.serve.RunningServer;
import org.streamlistening.internal.serve.servlet.AccessCheck;
import org.streamlistening.internal.serve.servlet.ServletBinding;
import org.streamlistening.internal.store.disk.DiskOptions;
import org.streamlistening.internal.store.disk.DiskStore;

/**
 * The server in a process of its own, for tests that kill it or measure it. It prints its port, prints its figures for
 * each line {@code figures} that it reads, and ends with its standard input, also when the test was killed.
 *
 * <pre>
 * --store DIR      keeps streams in this directory
 * --small-files    begins new files so often that a short test covers it
 * --discard        only reads each body and sends a response without a body: the limit that the container sets
 * </pre>
 */
final class MeasuredServer extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long SMALL = 64 * 1024;

    private final transient RunningServer protocol;

    private final transient AccessCheck access;

    private MeasuredServer(RunningServer protocol, AccessCheck access) {
        this.protocol = protocol;
        this.access = access;
    }

    public static void main(String[] args) throws IOException {
        Deque<String> given = new ArrayDeque<>(Arrays.asList(args));
        ServerOptions.Builder options = ServerOptions.builder()
                .access(StreamAccess.everything())
                // On a busy machine it takes a while until all readers are connected: none may time out before.
                .longPollTimeout(Duration.ofMinutes(10))
                .sseDuration(Duration.ofMinutes(10));
        boolean smallFiles = given.remove("--small-files");
        boolean discard = given.remove("--discard");
        while (!given.isEmpty()) {
            String name = given.remove();
            String value = given.remove();
            switch (name) {
                case "--store" -> options.store(Path.of(value));
                case "--sse-duration" -> options.sseDuration(Duration.parse(value));
                default -> throw new IllegalArgumentException(name);
            }
        }
        HttpServlet servlet = discard ? new Discard() : servlet(options.build(), smallFiles);
        try (JettyServer jetty = JettyServer.start(servlet)) {
            System.out.println("ready at " + jetty.uri("/"));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); "figures".equals(line); line = in.readLine()) {
                System.out.println(figures());
            }
        }
    }

    private static HttpServlet servlet(ServerOptions options, boolean smallFiles) {
        if (!smallFiles) {
            return new DurableStreamsServlet(options);
        }
        DiskOptions disk = new DiskOptions(
                options.store().orElseThrow(), options.retention(), InstantSource.system(), SMALL * 4, SMALL, SMALL);
        return new MeasuredServer(
                new RunningServer(options, false, threads -> new DiskStore(disk, threads)),
                new AccessCheck(options.access()));
    }

    /** Reads the body of a request, and keeps nothing. */
    private static final class Discard extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            response.setStatus(
                    request.getMethod().equals("PUT")
                            ? HttpServletResponse.SC_CREATED
                            : HttpServletResponse.SC_NO_CONTENT);
        }
    }

    /** Threads, bytes in use after a collection, open files and sockets. */
    private static String figures() {
        System.gc();
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
                .sum();
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%d %d %d %d %d",
                ManagementFactory.getThreadMXBean().getThreadCount(),
                heap,
                direct,
                system.getOpenFileDescriptorCount(),
                system.getProcessCpuTime() / 1_000_000);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        protocol.handle(ServletBinding.exchange(request, response, access));
    }

    @Override
    public void destroy() {
        protocol.close();
    }
}
