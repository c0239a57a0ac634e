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

    /// <summary>
    /// What moved by itself where too much of what was seen did, as browsers measure it (Cumulative Layout Shift); 0.1 is what
    /// is called good.
    /// </summary>
    public static async Task<string?> FindJumpAsync(IPage page) => await page.EvaluateAsync<string?>(
        """
        () => new Promise(resolve => {
          let sum = 0;
          const moved = [];
          const wordsOf = ({ node, previousRect, currentRect }) =>
            `${node?.nodeName}.${node?.className ?? ''} ${previousRect.y} to ${currentRect.y}`;
          new PerformanceObserver(list => {
            for (const entry of list.getEntries()) {
              if (entry.hadRecentInput) continue;
              sum += entry.value;
              moved.push(`${entry.value.toFixed(3)}: ${entry.sources.map(wordsOf).join(', ')}`);
            }
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum < 0.1 ? null : moved.join('; ')), 100);
        })
        """);
}
