package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.streamlistening.sample.model.FakeModel;

/** The page with a model behind it, which a test scripts. */
@ExtendWith(ArquillianExtension.class)
class ModelPageIT {

    private static final String PROMPT = "Why is the sky blue?";
    private static final String SERVER = "http://localhost:" + Integer.getInteger("it.http.port");
    private static final String URL = SERVER + "/sample-model/";
    private static final String IMPATIENT_URL = SERVER + "/sample-impatient/";
    private static final FakeModel MODEL = new FakeModel();

    private Chromium chromium;
    private SamplePage page;

    /** Waits for the model as long as a test waits for the page: a busy machine must not make an answer fail. */
    @Deployment(name = "patient", testable = false)
    static WebArchive patient() {
        return sample("sample-model.war", "PT5M");
    }

    @Deployment(name = "impatient", testable = false)
    static WebArchive impatient() {
        return sample("sample-impatient.war", "PT3S");
    }

    private static WebArchive sample(String name, String silence) {
        String inWar = "/WEB-INF/classes/META-INF/microprofile-config.properties";
        WebArchive sample = ShrinkWrap.create(ZipImporter.class, name)
                .importFrom(new File(System.getProperty("sample.war")))
                .as(WebArchive.class);
        sample.delete(inWar);
        return sample.add(new StringAsset("""
                durable-streams.embedded.enabled=true
                sample.model.url=%s
                sample.model.name=tiny
                sample.model.silence=%s
                """.formatted(MODEL.url(), silence)), inWar);
    }

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    @AfterAll
    static void closeModel() {
        MODEL.close();
    }

    @BeforeEach
    void startBrowser() {
        chromium = Chromium.start();
        page = new SamplePage(chromium, URL);
    }

    @AfterEach
    void closeBrowser() {
        chromium.close();
    }

    @Test
    void showsEachPieceBeforeTheNextOneIsGenerated() {
        Semaphore next = new Semaphore(0);
        MODEL.will(answer -> answer.pieces("Because ", "<b>blue</b> ")
                .await(next)
                .pieces("light scatters.")
                .done());
        page.open();
        assertThat(page.textOf("promptHint")).startsWith("The model “tiny” answers.");
        page.generate(PROMPT).await("two pieces", () -> page.text().equals("Because <b>blue</b> "));
        // The status follows the pieces.
        page.awaitStatus("Live");
        next.release();
        page.awaitStatus("Complete");
        assertThat(page.text()).isEqualTo("Because <b>blue</b> light scatters.");
        assertThat(MODEL.requests()).last().asString().contains(PROMPT);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void cancelsTheCallOfTheModelWhenItIsStopped() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        Semaphore never = new Semaphore(0);
        MODEL.will(answer -> {
            try {
                while (!never.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    answer.pieces("and ");
                }
            } finally {
                cancelled.countDown();
            }
        });
        page.open().generate(PROMPT).awaitTokens(5).press("stop").awaitStatus("Stopped");
        assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysThatItWaitsForTheModelAndStopsItBeforeItsFirstPiece() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        MODEL.will(answer -> {
            try {
                answer.comments();
            } finally {
                cancelled.countDown();
            }
        });
        String waiting = "Waiting for the model “tiny” to begin.";
        page.open()
                .generate(PROMPT)
                .await("the wait", () -> page.textOf("placeholder").equals(waiting));
        page.await("the announcement", () -> page.textOf("announcement").contains(waiting));
        page.screenshot("26-waiting-for-the-model");
        page.press("stop").awaitStatus("Stopped");
        assertThat(page.textOf("placeholder")).isEqualTo("This answer ended before its first word.");
        assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysThatAnAnswerIsCutOffAtTheLimitOfTheModel() {
        MODEL.will(answer -> answer.pieces("Half ", "an ").cut());
        page.open().generate(PROMPT).awaitStatus("Cut off").screenshot("27-cut-off");
        assertThat(page.text()).isEqualTo("Half an ");
        assertThat(page.textOf("problem")).startsWith("The model reached its limit for the length of an answer.");
        assertThat(page.visibleButtons()).contains("regenerate", "edit");
        page.pressBelow("socket").awaitStatus("Cut off");
        assertThat(page.textOf("problem")).startsWith("The model reached its limit for the length of an answer.");
        MODEL.will(answer -> answer.pieces("one ").done());
        page.open().generate(PROMPT).awaitStatus("Complete");
        assertThat(page.textOf("live")).contains("1 token").doesNotContain("tokens");
        assertThat(page.textOf("problem")).isEmpty();
    }

    @Test
    void continuesWithoutAPage() {
        Semaphore next = new Semaphore(0);
        MODEL.will(answer -> answer.pieces("one ").await(next).pieces("two").done());
        page.open().generate(PROMPT).awaitTokens(1);
        String stream = page.streamId();
        chromium.close();
        next.release();
        startBrowser();
        page.join(stream).awaitStatus("Complete");
        assertThat(page.text()).isEqualTo("one two");
    }

    @Test
    void saysThatTheModelStoppedAnswering() {
        MODEL.will(answer -> answer.pieces("Half an ").hang());
        page = new SamplePage(chromium, IMPATIENT_URL);
        page.open().generate(PROMPT).awaitStatus("Failed");
        assertThat(page.textOf("problem")).isEqualTo("The model stopped answering.");
        assertThat(page.text()).isEqualTo("Half an ");
    }

    @Test
    void saysWhyAnAnswerFailedAndRegeneratesIt() {
        MODEL.will(answer -> answer.status(429, "{}"));
        page.open().generate(PROMPT).awaitStatus("Failed").screenshot("23-failed");
        assertThat(page.textOf("problem")).startsWith("The model has too many requests at the moment.");
        assertThat(page.visibleButtons()).contains("regenerate", "edit");
        MODEL.will(answer -> answer.pieces("Blue light scatters.").done());
        page.press("regenerate").awaitStatus("Complete");
        assertThat(page.text()).isEqualTo("Blue light scatters.");
        assertThat(page.textOf("asked")).isEqualTo(PROMPT);
        assertThat(page.textOf("problem")).isEmpty();
    }
}
