-- Nothing asks for the aliases of an article. The SQLite twin of this file keeps three tables in the trees of their keys.

DROP INDEX aliases_by_article;
