package org.streamlistening.internal.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file system in memory, visible only to processes that run {@linkplain #within() within} its mount namespace,
 * and removed with that namespace. Needs Linux, but no privileges.
 */
final class TinyDisk implements AutoCloseable {

    private final Process holder;
    private final Path mount;

    private TinyDisk(Process holder, Path mount) {
        this.holder = holder;
        this.mount = mount;
    }

    /** @param options as of mount(8), such as {@code size=16m} */
    static TinyDisk mount(Path mount, String options) throws IOException {
        String script = "mount -t tmpfs -o " + options + " tmpfs " + mount + " && echo mounted && exec cat";
        try {
            Process holder = new ProcessBuilder("unshare", "-rm", "sh", "-c", script).start();
            String output = holder.inputReader(StandardCharsets.UTF_8).readLine();
            assumeThat(output)
                    .as("a small file system can be mounted in a namespace of its own")
                    .isEqualTo("mounted");
            return new TinyDisk(holder, mount);
        } catch (IOException noSuchProgram) {
            assumeThat(noSuchProgram)
                    .as("unshare is needed to mount a small file system")
                    .isNull();
            throw noSuchProgram;
        }
    }

    Path path() {
        return mount;
    }

    /** The path of the mount for processes outside of the namespace. */
    Path fromOutside() {
        return Path.of("/proc/" + holder.pid() + "/root").resolve(Path.of("/").relativize(mount));
    }

    /** The command prefix that starts a process within the namespace. */
    String[] within() {
        String pid = Long.toString(holder.pid());
        return new String[] {
            "nsenter",
            "-t",
            pid,
            "-U",
            "--preserve-credentials",
            "-m",
            "--wd=" + Path.of("").toAbsolutePath()
        };
    }

    void write(String name, int bytes) throws IOException {
        Files.write(fromOutside().resolve(name), new byte[bytes]);
    }

    /** Leaves no free space. */
    void fill(String name) throws IOException {
        try (OutputStream file = Files.newOutputStream(fromOutside().resolve(name))) {
            while (true) {
                file.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(Files.getFileStore(fromOutside()).getUsableSpace()).isZero();
        }
    }

    void delete(String name) throws IOException {
        Files.delete(fromOutside().resolve(name));
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
