package org.streamlistening.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/** The server, in a process that ends when the connection to it does. */
final class PayaraProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Socket connection;
    private final BufferedReader results;
    private final PrintWriter commands;

    private PayaraProcess(Process process, Socket connection) throws IOException {
        this.process = process;
        this.connection = connection;
        results = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintWriter(connection.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Returns when the server is ready. */
    static PayaraProcess start(PayaraConfiguration configuration) throws IOException {
        Path files = Files.createDirectories(configuration.folder());
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            listening.setSoTimeout((int) PATIENCE.toMillis());
            List<String> command = new ArrayList<>();
            command.add(configuration.javaProgram().toString());
            command.addAll(List.of(configuration.options()));
            command.add("-Dsuite.configuration=" + configuration.sources());
            opens(configuration.jar()).forEach(open -> command.addAll(List.of("--add-opens", open + "=ALL-UNNAMED")));
            command.addAll(List.of(
                    "-cp",
                    configuration.jar(),
                    configuration.sources().resolve("PayaraServer.java").toString()));
            command.add(Integer.toString(configuration.httpPort()));
            command.add(Integer.toString(listening.getLocalPort()));
            // A new one for each server: the applications of a server that was killed would remain in it.
            command.add(Files.createTempDirectory(files, "root").toString());
            command.add(configuration.sources().toString());
            File log = new File(System.getProperty("server.log"));
            Process process = new ProcessBuilder(command)
                    .directory(files.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            try {
                PayaraProcess started = new PayaraProcess(process, listening.accept());
                started.connection.setSoTimeout((int) PATIENCE.toMillis());
                started.results.readLine();
                return started;
            } catch (IOException e) {
                process.destroyForcibly();
                throw new IOException("see " + log, e);
            }
        }
    }

    /** What the jar opens if it is started by {@code java -jar}. */
    private static List<String> opens(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return List.of(
                    file.getManifest().getMainAttributes().getValue("Add-Opens").split(" "));
        }
    }

    String execute(String command) throws IOException {
        commands.println(command);
        String result = results.readLine();
        if (result == null) {
            throw new IOException("the server has ended");
        }
        return result;
    }

    @Override
    public void close() {
        try (connection) {
            connection.shutdownOutput();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
