using System.Text.Json;
using Aops.TestSupport;
using Microsoft.Playwright;

namespace Aops.Console.Tests.Support;

/// <summary>axe-core, of the lock file of the console.</summary>
internal static class Axe
{
    private const string Run =
        """
        async () => {
          const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
          return JSON.stringify(found.violations
            .filter(one => one.impact === 'serious' || one.impact === 'critical')
            .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join(' | ')}`));
        }
        """;

    private static readonly string Source = File.ReadAllText(
        Path.Combine(SourceRoot.Folder, "server/console/node_modules/axe-core/axe.min.js"));

    /// <summary>Serious and critical findings of WCAG 2.1 A and AA.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        // By the debugger's interface, as the policy of the page lets no script in.
        await page.EvaluateAsync(Source);
        return JsonSerializer.Deserialize<List<string>>(await page.EvaluateAsync<string>(Run))!;
    }
}
