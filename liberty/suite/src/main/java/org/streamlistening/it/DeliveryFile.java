package org.streamlistening.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The numbers that an application has received, or knows to be stored, one in a line. A test reads it without a request
 * to the application, and it outlasts the application. One thread writes at a time.
 */
public record DeliveryFile(Path path) {

    /** A resource of the application: the path of the file. */
    static final String RESOURCE = "META-INF/delivery-file";

    /** The file of the application whose class loader the calling thread has. */
    static DeliveryFile ofApplication() {
        try (InputStream resource =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the class loader of this thread does not find " + RESOURCE);
            }
            return new DeliveryFile(Path.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(int index) {
        try {
            Files.writeString(path, index + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of the tokens in the order of their delivery. */
    List<Integer> indexes() {
        try {
            return Files.exists(path)
                    ? Files.readAllLines(path).stream().map(Integer::valueOf).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
