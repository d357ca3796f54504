package org.streamlistening.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;

/** When and where it was measured. */
final class Machine {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private final String text;

    /** As it is now: the load average is that before the measurement. */
    Machine() throws IOException {
        text = String.format(
                Locale.ROOT,
                "Measured on %s: JDK %s, %d processors (%s), %s %s, load average before %.1f.",
                LocalDate.now(ZoneId.systemDefault()),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.name"),
                System.getProperty("os.version").replaceFirst("-.*", ""),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(CPU)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(CPU).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    @Override
    public String toString() {
        return text;
    }
}
