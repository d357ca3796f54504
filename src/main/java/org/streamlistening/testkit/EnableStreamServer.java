package org.streamlistening.testkit;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a JUnit 5 class a {@link TestStreamServer} of its own:
 *
 * <pre>{@code
 * @EnableStreamServer
 * class ChatIT {
 *
 *     @Test
 *     void completes(TestStreamServer server) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of {@code @BeforeEach}, test and {@code @AfterEach} methods of one test get the same server. It starts
 * with the first of them, and ends after the test, with its streams, threads and {@linkplain TestApplication
 * applications}. Tests that run in parallel do not meet.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RUNTIME)
@Target({TYPE, METHOD})
@ExtendWith(StreamServerExtension.class)
public @interface EnableStreamServer {}
