package org.streamlistening.internal.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.streamlistening.internal.config.Configuration;

/**
 * The configuration of a test: its own values, else those of {@code META-INF/microprofile-config.properties} on the
 * class path. System properties and environment variables of the machine do not count, and no test changes them.
 */
public final class TestConfiguration {

    private static final String FILE = "META-INF/microprofile-config.properties";

    private TestConfiguration() {}

    /** These values before those of the file. */
    public static Configuration with(Map<String, String> own) {
        Map<String, String> values = new HashMap<>(ofFile());
        values.putAll(own);
        return Configuration.of(values);
    }

    private static Map<String, String> ofFile() {
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElse(TestConfiguration.class.getClassLoader());
        Map<String, String> values = new HashMap<>();
        try (InputStream file = loader.getResourceAsStream(FILE)) {
            if (file != null) {
                Properties read = new Properties();
                read.load(file);
                read.stringPropertyNames().forEach(key -> values.put(key, read.getProperty(key)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
        return values;
    }
}
