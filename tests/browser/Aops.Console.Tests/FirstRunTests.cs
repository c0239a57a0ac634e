using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>The first run: from a server with nothing on it to a host that is online, by what each page says next.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FirstRunTests(ConsoleBench bench)
{
    [Fact]
    public async Task AnEmptyServer_LeadsToTheFirstHost()
    {
        // Without a browser the test is skipped before anything is started.
        _ = bench.Server;
        await using var server = await TestServer.StartAsync();
        await using var console = await bench.OpenAsync("#/", server: server);
        await console.SeesAsync("No host has enrolled yet.");
        await console.PictureAsync("first-run-light");
        Assert.Empty(await Axe.FindAsync(console.Page));

        await console.ClickLinkAsync("Releases");
        await console.SeesAsync("aops-release");
        await console.PictureAsync("first-run-releases-light");
        var repository = new TestRepository();
        repository.Add("2.0.0", [1, 2, 3]);
        await repository.SendAsync(server.Operator);
        await console.SeesAsync("aops-agent");

        await console.GoAsync("#/");
        await console.ClickLinkAsync("Make an enrolment token");
        await console.ClickAsync("Make the token");
        var token = await console.Page.GetByLabel("Token", new PageGetByLabelOptions { Exact = true }).TextContentAsync();
        var (status, body) = await TestAgent.RegisterAsync(server, token!, machine: "cc01");
        Assert.True(status == System.Net.HttpStatusCode.OK, body?.ToJsonString());
        await console.ClickAsync("I have it");

        await console.GoAsync("#/");
        await console.SeesAsync("What happened");
        Assert.Equal("1", await console.Page.Locator(".tile-value").First.InnerTextAsync());
        console.AssertNoFault();
    }

    [Theory]
    [InlineData("#/hosts", "No host has enrolled yet.")]
    [InlineData("#/groups", "There is no group yet.")]
    [InlineData("#/tokens", "There is no enrolment token.")]
    [InlineData("#/rollouts", "There was no rollout yet.")]
    [InlineData("#/deployments", "There is no deployment yet.")]
    [InlineData("#/runs", "Nothing was run yet.")]
    [InlineData("#/runs/runbooks", "No runbook is published.")]
    [InlineData("#/runs/drift", "No playbook has told of a host yet.")]
    [InlineData("#/operations", "There was no operation yet.")]
    public async Task APageWithNothingOnIt_TellsTheNextStep(string address, string title)
    {
        _ = bench.Server;
        await using var server = await TestServer.StartAsync();
        await using var console = await bench.OpenAsync(address, server: server);

        await console.SeesAsync(title);

        // More than that there is nothing: what to do, as a link, a line or a sentence.
        Assert.NotEqual(0, await console.Page.Locator(".empty p, .empty ol").CountAsync());
        console.AssertNoFault();
    }
}
