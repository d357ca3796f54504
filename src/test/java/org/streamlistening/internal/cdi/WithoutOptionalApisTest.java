package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.streamlistening.Logged;

/** A runtime that has neither MicroProfile Health nor MicroProfile Metrics nor OpenTelemetry. */
class WithoutOptionalApisTest {

    @Test
    void anApplicationRunsWithoutThemAndWithoutAWarning() throws Exception {
        URL[] others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*(microprofile-|opentelemetry-).*"))
                .map(WithoutOptionalApisTest::url)
                .toArray(URL[]::new);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader runtime = new URLClassLoader(others, ClassLoader.getPlatformClassLoader());
                Logged log = Logged.warnings()) {
            assertThatThrownBy(() -> runtime.loadClass("org.eclipse.microprofile.health.HealthCheck"))
                    .isInstanceOf(ClassNotFoundException.class);
            Thread.currentThread().setContextClassLoader(runtime);
            runtime.loadClass(MonitoredApplication.class.getName())
                    .getMethod("deliverOneMessage")
                    .invoke(null);
            assertThat(log.sentences()).isEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
