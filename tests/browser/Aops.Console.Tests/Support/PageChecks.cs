using Microsoft.Playwright;

namespace Aops.Console.Tests.Support;

/// <summary>What holds for every page.</summary>
internal static class PageChecks
{
    /// <summary>Ages that are shown without the time itself: neither beside them nor on pointing at them.</summary>
    public static Task<string[]> FindBareAgesAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const walker = document.createTreeWalker(document.getElementById('main'), NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const { data, parentElement: element } = walker.currentNode;
            if (!/(^|[^\w])\d+ (s|min|h|d) ago/.test(data)) continue;
            const isTold = element.closest('time[title]') || /\d{4}-\d\d-\d\d/.test(element.parentElement.textContent);
            if (!isTold) found.push(data);
          }
          return found;
        }
        """);

    /// <summary>How much of what was seen moved by itself, as browsers measure it (Cumulative Layout Shift).</summary>
    public static Task<double> MeasureShiftAsync(IPage page) => page.EvaluateAsync<double>(
        """
        () => new Promise(resolve => {
          let sum = 0;
          new PerformanceObserver(list => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 100);
        })
        """);
}
