using Aops.Server.Rights;

namespace Aops.Server.Tests.Access;

public sealed class ScopeQueryTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "label.env=prod", true)]
    [InlineData("label.env=prod", "", false)]
    [InlineData("label.env=prod", "label.env=prod", true)]
    [InlineData("label.env=prod", "label.env=dev", false)]
    [InlineData("label.env=prod", "label.env=prod and label.tier=web", true)]
    [InlineData("label.env=prod", "label.env=prod or label.tier=web", false)]
    [InlineData("label.env=prod", "(label.env=prod and label.tier=web) or (label.env=prod and id=a)", true)]
    [InlineData("label.env=prod", "not label.env=prod", false)]
    [InlineData("label.env=prod", "not label.env=dev", false)]
    [InlineData("label.env in (prod, dev)", "label.env=prod", true)]
    [InlineData("label.env in (prod, dev)", "label.env in (dev, prod)", true)]
    [InlineData("label.env=prod", "label.env in (prod, dev)", false)]
    [InlineData("label.env", "label.env=prod", false)]
    [InlineData("label.env=prod or label.tier=web", "label.tier=web", true)]
    [InlineData("label.env=prod or label.tier=web", "label.tier=web and id=a", true)]
    [InlineData("label.env=prod and label.tier=web", "label.env=prod", false)]
    [InlineData("label.env=prod and label.tier=web", "label.tier=web and label.env=prod", true)]
    [InlineData("not label.critical", "not label.critical and label.env=prod", true)]
    [InlineData("label.env=prod", "label.env=prod and not label.env=prod", true)]
    public void Covers_WhatTheTextTells(string scope, string query, bool covers) =>
        Assert.Equal(covers, ScopeQuery.Covers(ScopeQuery.Parse(scope), ScopeQuery.Parse(query)));

    [Theory]
    [InlineData(nameof(Role.Viewer), nameof(Right.Change), false)]
    [InlineData(nameof(Role.Viewer), nameof(Right.Publish), false)]
    [InlineData(nameof(Role.Operator), nameof(Right.Change), true)]
    [InlineData(nameof(Role.Operator), nameof(Right.Publish), false)]
    [InlineData(nameof(Role.Operator), nameof(Right.Administer), false)]
    [InlineData(nameof(Role.Releaser), nameof(Right.Change), false)]
    [InlineData(nameof(Role.Releaser), nameof(Right.Publish), true)]
    [InlineData(nameof(Role.Releaser), nameof(Right.Read), true)]
    [InlineData(nameof(Role.Admin), nameof(Right.Administer), true)]
    [InlineData(nameof(Role.Admin), nameof(Right.Change), true)]
    public void Roles_GiveRights(string role, string right, bool gives) => Assert.Equal(
        gives, GrantedRights.Of([new Grant { Role = Enum.Parse<Role>(role) }]).Has(Enum.Parse<Right>(right)));

    [Fact]
    public void KeyOfAPerson_DoesNoMoreThanThePerson()
    {
        var person = GrantedRights.Of([new Grant { Role = Role.Operator, Scope = "label.env=prod" }]);

        var key = GrantedRights.Of([new Grant { Role = Role.Admin }]).Within(person);

        Assert.False(key.Has(Right.Administer));
        Assert.False(key.HasOnFleet(Right.Change));
        Assert.True(key.Covers(new Grant { Role = Role.Operator, Scope = "label.env=prod and id=a" }));
        Assert.False(key.Covers(new Grant { Role = Role.Viewer }));
    }
}
