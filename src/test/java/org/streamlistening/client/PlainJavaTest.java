package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The client in a JVM without a Jakarta REST client. */
class PlainJavaTest {

    @Test
    void namesTheMissingImplementationAndWorksWithTheClientOfTheJdk() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("resteasy"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Main.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("there is no Jakarta REST Client on the class path")
                .contains("choose ClientTransport.JAVA_NET_HTTP")
                .contains("the other transport is there");
    }

    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            DurableStreamsClientBuilder builder = DurableStreamsClient.builder(URI.create("http://127.0.0.1:4437/"));
            try {
                builder.build().close();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            builder.transport(ClientTransport.JAVA_NET_HTTP).build().close();
            System.out.println("the other transport is there");
        }
    }
}
