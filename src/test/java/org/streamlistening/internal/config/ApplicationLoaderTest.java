package org.streamlistening.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.threads.ContextLoader;

class ApplicationLoaderTest {

    private final ClassLoader ofTest = ApplicationLoaderTest.class.getClassLoader();

    @Test
    void isTheLoaderOfTheThreadIfThatFindsTheLibrary() throws Exception {
        try (URLClassLoader war = new URLClassLoader(new URL[0], ofTest)) {
            ContextLoader.run(
                    war, () -> assertThat(ApplicationLoader.ofThread()).isSameAs(war));
        }
    }

    @Test
    void isTheLoaderOfTheLibraryIfThatOfTheThreadDoesNotFindIt() {
        ContextLoader.run(
                ClassLoader.getPlatformClassLoader(),
                () -> assertThat(ApplicationLoader.ofThread()).isSameAs(ofTest));
    }

    @Test
    void isTheLoaderOfTheLibraryIfThatOfTheThreadFindsAnotherCopy() throws Exception {
        URL copy = ApplicationLoader.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other = new URLClassLoader(new URL[] {copy}, ClassLoader.getPlatformClassLoader())) {
            assertThat(other.loadClass(ApplicationLoader.class.getName())).isNotSameAs(ApplicationLoader.class);
            ContextLoader.run(
                    other, () -> assertThat(ApplicationLoader.ofThread()).isSameAs(ofTest));
        }
    }

    @Test
    void restoresTheLoaderOfTheThread() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ContextLoader.run(ClassLoader.getPlatformClassLoader(), () -> {});
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
}
