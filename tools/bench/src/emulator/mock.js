// Answers the requests of the benchmark from a file, without any of the rules of Graph.
const entities = Object.values(JSON.parse(require('fs').readFileSync(process.argv[1])));
const byId = new Map(entities.map(entity => [entity.id, entity]));
const server = require('http').createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost'), id = url.pathname.split('/')[4];
  const option = name => url.searchParams.get(name);
  let body = byId.get(id);
  if (!id) {
    let found = option('$filter') ? entities.filter(entity => entity.state === 'success') : entities;
    if (option('$orderby')) found = [...found].sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
    body = { value: found.slice(0, +option('$top')).map(({ id, displayName }) => ({ id, displayName })) };
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => console.log(`127.0.0.1:${server.address().port}`));
