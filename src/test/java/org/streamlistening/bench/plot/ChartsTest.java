package org.streamlistening.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartsTest {

    private static final String BARS = BarChart.of(
            "Bars", List.of(new BarChart.Group("a < b & c", List.of(bar("ours", 50, 0), bar("peer", 100, 1)))));

    private static final String LINES = LineChart.of(
            "Lines",
            List.of(new LineChart.Panel(
                    "ms",
                    List.of(
                            new LineChart.Series("ours", new TreeMap<>(Map.of(10, 1.0, 100, 10.0, 1000, 100.0)), 0),
                            new LineChart.Series("peer", new TreeMap<>(Map.of(10, 1.0, 1000, 99.0)), 1)))));

    private static BarChart.Bar bar(String label, double value, int colour) {
        return new BarChart.Bar(label, value, colour);
    }

    private static Document xml(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(String svg, String tag, String style) throws Exception {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < xml(svg).getElementsByTagName(tag).getLength(); i++) {
            Element element = (Element) xml(svg).getElementsByTagName(tag).item(i);
            if (element.getAttribute("class").equals(style)) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void theLengthOfABarIsProportionalToItsValue() throws Exception {
        double ours = number(elements(BARS, "rect", "f0").get(0), "width");
        double peer = number(elements(BARS, "rect", "f1").get(0), "width");
        assertThat(peer / ours).isEqualTo(2);
    }

    @Test
    void eachBarHasItsLabelAndItsValue() throws Exception {
        assertThat(elements(BARS, "text", "end"))
                .extracting(Element::getTextContent)
                .containsExactly("ours", "peer");
        assertThat(elements(BARS, "text", "value"))
                .extracting(Element::getTextContent)
                .containsExactly("50.0", "100");
        assertThat(elements(BARS, "text", "title"))
                .extracting(Element::getTextContent)
                .containsExactly("a < b & c");
    }

    @Test
    void onLogarithmicAxesTenfoldValuesLieOnAStraightLine() throws Exception {
        List<Element> dots = elements(LINES, "circle", "f0");
        assertThat(dots).hasSize(3);
        assertThat(number(dots.get(1), "cx") * 2)
                .isCloseTo(number(dots.get(0), "cx") + number(dots.get(2), "cx"), offset(0.2));
        assertThat(number(dots.get(1), "cy") * 2)
                .isCloseTo(number(dots.get(0), "cy") + number(dots.get(2), "cy"), offset(0.2));
        assertThat(number(dots.get(2), "cy")).isLessThan(number(dots.get(0), "cy"));
    }

    @Test
    void labelsOfLinesThatEndAtTheSamePlaceDoNotOverlap() throws Exception {
        List<Element> labels = elements(LINES, "text", "label");
        assertThat(Math.abs(number(labels.get(0), "y") - number(labels.get(1), "y")))
                .isGreaterThanOrEqualTo(15.9);
    }

    /** WCAG 2: 4.5 for text, 3 for graphics. */
    @Test
    void isReadableInLightAndDark() {
        String[] schemes = BARS.substring(0, BARS.indexOf("</style>")).split("@media \\(prefers-color-scheme: dark\\)");
        assertThat(schemes).hasSize(2);
        for (String scheme : schemes) {
            double page = luminance(colour(scheme, "\\.page \\{ fill"));
            assertThat(contrast(page, luminance(colour(scheme, "text \\{[^}]*fill"))))
                    .isGreaterThan(7);
            for (int i = 0; i < Svg.COLOURS; i++) {
                assertThat(contrast(page, luminance(colour(scheme, "\\.f" + i + " \\{ fill"))))
                        .isGreaterThan(4.5);
                assertThat(colour(scheme, "\\.s" + i + " \\{ stroke"))
                        .isEqualTo(colour(scheme, "\\.f" + i + " \\{ fill"));
            }
        }
    }

    private static String colour(String scheme, String rule) {
        Matcher found = Pattern.compile(rule + ": #([0-9a-f]{6})").matcher(scheme);
        return found.results()
                .map((MatchResult match) -> match.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }
}
