package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Two Open Liberty servers that run one application, and are killed and started again. */
final class LibertyCluster implements AutoCloseable {

    /** The status of a killed process: 128 and the number of the signal. */
    private static final int KILLED = 128 + 9;

    private final List<LibertyNode> nodes = new ArrayList<>();

    /**
     * Starts both servers, and waits until they are ready.
     *
     * @param name of the servers
     */
    void start(String name, int databasePort, WebArchive application) {
        for (int number = 1; number <= 2; number++) {
            // Before the wait: a node that does not get ready in time must be killed, too.
            nodes.add(LibertyNode.start("consumers", name + "-" + number, freePort(), databasePort, application));
        }
        nodes.forEach(LibertyNode::awaitReady);
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<LibertyNode> nodes() {
        return nodes;
    }

    LibertyNode other(LibertyNode node) {
        return nodes.get(nodes.get(0) == node ? 1 : 0);
    }

    /** Kills the process of a server, as {@code kill -9} does. */
    static void kill(LibertyNode node) {
        long pid = node.pid();
        assertThat(node.kill()).isEqualTo(KILLED);
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** Starts a server that has ended, and waits until it is ready. */
    void restart(LibertyNode node) {
        LibertyNode started = node.restart();
        nodes.set(nodes.indexOf(node), started);
        started.awaitReady();
    }

    @Override
    public void close() {
        nodes.forEach(LibertyNode::close);
    }
}
