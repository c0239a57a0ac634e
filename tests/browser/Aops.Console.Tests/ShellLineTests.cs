using Aops.Console.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>
/// A walk over all pages and all of their buttons: each page has a line for a shell, each deed shows its own before it is
/// done, and each line of aops is one that it takes.
/// </summary>
[Collection(ConsoleTests.Name)]
public sealed class ShellLineTests(ConsoleBench bench)
{
    private const int Rest = 150;

    [Theory]
    [MemberData(nameof(PageTests.Pages), MemberType = typeof(PageTests))]
    public async Task EveryDeedOfAPage_HasALineForAShell(string name, string address)
    {
        await using var console = await bench.OpenAsync(bench.AddressOf(address));
        // Nothing is changed by this walk.
        await console.Page.RouteAsync("**/api/**", route => IsChange(route.Request)
            ? route.FulfillAsync(new RouteFulfillOptions { Status = 503, ContentType = "application/problem+json", Body = "{}" })
            : route.ContinueAsync());
        await console.UntilAsync("() => !document.querySelector('[aria-busy=true]')");
        var lines = new HashSet<string>(await LinesAsync(console), StringComparer.Ordinal);
        Assert.True(
            await console.Page.Locator(".lines").CountAsync() > 0, $"{name} has no line for a shell");
        // A dialog that the address opens is all that can be used.
        var isOpen = await console.Page.Locator("dialog").CountAsync() > 0;
        foreach (var title in isOpen ? [] : await TitlesAsync(console))
        {
            await console.Page.Locator($"main button:not([disabled]):visible").Filter(new LocatorFilterOptions { HasTextString = title }).First.ClickAsync();
            await console.Page.WaitForTimeoutAsync(Rest);
            lines.UnionWith(await LinesAsync(console));
            await console.GoAsync(bench.AddressOf(address));
            await console.Page.ReloadAsync();
            await console.UntilAsync("() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]')");
        }

        var faults = lines.Select(ShellLines.FaultOf).OfType<string>().Concat(console.Faults.Where(
            fault => fault.StartsWith("no line for a shell", StringComparison.Ordinal)));
        Assert.True(!faults.Any(), $"{name}:\n{string.Join('\n', faults)}");
    }

    [Theory]
    [InlineData("aops rollout list", "aops has no such verb")]
    [InlineData("aops hosts list --colour red", "the verb has no option --colour")]
    [InlineData("aops freeze -m 'the shop --is full'", null)]
    public void ALineThatAopsDoesNotTake_IsFound(string line, string? fault)
    {
        if (fault is null) Assert.Null(ShellLines.FaultOf(line));
        else Assert.Equal($"{line}: {fault}", ShellLines.FaultOf(line));
    }

    private static bool IsChange(IRequest request) =>
        request.Method != "GET" && !request.Url.Contains("dry_run", StringComparison.Ordinal);

    private static Task<string[]> LinesAsync(ConsolePage console) => console.Page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('.lines code[aria-label=aops]')].map(code => code.textContent)");

    // Each title once: rows have the same ones.
    private static async Task<IReadOnlyList<string>> TitlesAsync(ConsolePage console) =>
        [.. (await console.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('main button:not([disabled])')].filter(one => one.checkVisibility()).map(one => one.textContent)"))
            .Where(title => title.Length > 0).Distinct()];
}
