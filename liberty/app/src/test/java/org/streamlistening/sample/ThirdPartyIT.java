package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The list of licences in the packaged sample. */
class ThirdPartyIT {

    private static final String LIBRARIES = "WEB-INF/lib/";

    @Test
    void namesEveryJarAndNoOther() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("sample.war", "target/durable-streams-sample.war"))) {
            List<String> jars = war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()).replaceFirst("-\\d.*", ""))
                    .toList();
            String list = new String(
                    war.getInputStream(war.getEntry("WEB-INF/third-party.txt")).readAllBytes(), StandardCharsets.UTF_8);
            List<String> named = list.lines()
                    .skip(2)
                    .map(line -> line.split(" +"))
                    .peek(line -> assertThat(line).hasSize(2))
                    .map(line -> line[0])
                    .toList();
            assertThat(named).containsExactlyInAnyOrderElementsOf(jars);
        }
    }
}
