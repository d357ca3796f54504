package org.streamlistening.bench.subject;

import java.net.URI;

/**
 * The process of one subject: performs one workload, and prints {@code result} with its figures as a line of JSON. Any
 * failure ends it with a stack and the status 1.
 *
 * <pre>subject=listener transport=rest decode=jsonb upstream=http://127.0.0.1:1234/ workload=catch-up ...</pre>
 */
final class SubjectProcess {

    private SubjectProcess() {}

    public static void main(String[] arguments) {
        try {
            Arguments given = Arguments.of(arguments);
            URI upstream = URI.create(given.text("upstream"));
            Figures figures = new Figures();
            try (Subject subject = new SubjectFactory(given, upstream).start()) {
                Workload.of(given).measure(subject, figures);
            }
            System.out.println("result " + figures.json());
            // Threads of the HTTP client of the JDK outlive it.
            System.exit(0);
        } catch (Throwable failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }
}
