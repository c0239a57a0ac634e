using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Console.Tests;

/// <summary>The freeze of the fleet: begun, told on every page, and ended.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FreezeTests(ConsoleBench bench)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fleet_IsFrozenAndThawed(bool isDark)
    {
        await using var console = await bench.OpenAsync("#/rollouts", isDark: isDark, user: "ana");
        try
        {
            await console.ClickAsync("Freeze the fleet…");
            await console.SelectAsync("For", "4 hours");
            await console.FillAsync("Why", "the shop is full");
            await console.ClickAsync("Freeze the fleet");

            await console.SeesAsync("The fleet is frozen");
            await console.SeesAsync("the shop is full");
            await console.PictureAsync($"frozen-{(isDark ? "dark" : "light")}");
            Assert.Empty(await Axe.FindAsync(console.Page));
            await console.GoAsync("#/hosts");
            await console.SeesAsync("The fleet is frozen");
            await console.ClickAsync("End the freeze…");
            await console.ClickAsync("End the freeze");
            await console.Page.Locator(".frozen").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
            Assert.False((bool)(await bench.Server.Operator.GetOkAsync("/api/v1/freeze"))["isFrozen"]!);
            console.AssertNoFault();
        }
        finally
        {
            await bench.Server.Operator.DeleteAsync("/api/v1/freeze");
        }
    }
}
