package org.streamlistening.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The log of the server under test, from the creation of this object. */
final class ServerLog {

    private final Path file;
    private final long begin;

    private ServerLog(Path file) {
        this.file = file;
        this.begin = size(file);
    }

    static ServerLog fromHere() {
        return new ServerLog(Path.of(System.getProperty("server.log")));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of level ERROR, as each server writes it. */
    List<String> errors() {
        return lines().filter(line -> line.matches(
                        ".* ERROR .*|\\[[^]]*] \\p{XDigit}{8} \\S+ +E .*|\\[\\S+] \\[] \\[[^]]*SEVERE[^]]*] .*"))
                .toList();
    }

    Stream<String> lines() {
        try {
            byte[] all = Files.readAllBytes(file);
            int from = (int) Math.min(begin, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
